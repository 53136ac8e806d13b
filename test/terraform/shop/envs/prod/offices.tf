locals {
  offices = {
    berlin = { cidr = "198.51.100.16/28", guests = false }
    lobby  = { cidr = "0.0.0.0/0", guests = true }
  }
  open_to = [for office in local.offices : office.cidr]
}

module "network" {
  source  = "../../modules/network"
  base    = var.vpc_cidr
  offices = local.offices
}

resource "aws_security_group" "admin" {
  vpc_id = aws_vpc.main.id
  dynamic "ingress" {
    for_each = module.network.all_cidrs
    content {
      description = "from the offices"
      from_port   = 3389
      to_port     = 3389
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
  ingress {
    description = "reports"
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = module.network.database_cidrs
  }
  ingress {
    description = "the office alone"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [module.network.office_cidr]
  }
}
