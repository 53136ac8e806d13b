# A network and what it admits.
variable "cidrs" {
  default = ["10.0.0.0/8", "0.0.0.0/0"]
}

locals {
  port = 22
}

resource "aws_security_group" "web" {
  name = "web-${var.environment}"

  ingress {
    from_port   = local.port
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = var.cidrs
  }

  dynamic "ingress" {
    for_each = [80, 443]
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      cidr_blocks = ["0.0.0.0/0", var.unknown]
    }
  }

  tags = {
    Name = "${"w"}eb"
    None = null
  }
}

resource "aws_iam_policy" "all" {
  policy = jsonencode({
    Statement = [
      { Effect = "Allow", Action = ["s3:*"], Resource = "*" },
      { Effect = "Deny", Action = "*", Resource = aws_s3_bucket.data.arn },
    ]
  })
}

terraform {
  backend "s3" {
    encrypt = false
  }
}

module "vpc" {
  source = "./vpc"
  public = var.environment == "prod" ? false : true
}
