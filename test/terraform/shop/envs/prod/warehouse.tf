# The warehouse comes from modules of the registry.
module "warehouse" {
  source  = "terraform-aws-modules/rds/aws"
  version = "~> 6.10"

  identifier                 = "warehouse"
  engine                     = "postgres"
  engine_version             = "16.4"
  publicly_accessible        = var.warehouse_public
  storage_encrypted          = true
  auto_minor_version_upgrade = true
  multi_az                   = true
}

module "batch" {
  source  = "terraform-aws-modules/eks/aws"
  version = "~> 20.8"

  cluster_name                         = "${local.name}-batch"
  cluster_endpoint_public_access       = true
  cluster_endpoint_public_access_cidrs = local.open_to
}

module "jobs_group" {
  source  = "terraform-aws-modules/security-group/aws//modules/ssh"
  version = "~> 5.2"

  name                = "jobs"
  vpc_id              = aws_vpc.main.id
  ingress_cidr_blocks = [module.network.office_cidr]
}
