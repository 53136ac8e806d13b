resource "aws_instance" "half" {
  ami =
  tags = { Name = "x"
  list = [1, 2
}

<<<<<<< ours
resource "aws_ebs_volume" "a" {
  encrypted = false
=======
  encrypted = true
>>>>>>> theirs
}
}
output "x" { value = "unclosed
}
splat = aws_x.y[*].id
loop = [for k, v in var.m : "${k}=${v}" if v != ""]
