resource "aws_instance" "bastion" {
  ami                    = "ami-0abcdef1234567890"
  vpc_security_group_ids = [aws_security_group.bastion.id]
  metadata_options {
    http_tokens = "optional"
  }
  root_block_device {
    encrypted = true
  }
}
resource "aws_launch_template" "web" {
  image_id = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
}
