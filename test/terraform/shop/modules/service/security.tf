resource "aws_security_group" "this" {
  name = var.name
  tags = merge(var.tags, { Name = var.name })
  ingress {
    from_port   = var.port
    to_port     = var.port
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
  ingress {
    from_port   = var.admin_port
    to_port     = var.admin_port
    protocol    = "tcp"
    cidr_blocks = var.admin_cidrs
  }
}
