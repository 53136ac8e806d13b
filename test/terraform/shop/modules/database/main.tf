resource "aws_db_instance" "this" {
  identifier                 = var.name
  engine                     = "postgres"
  engine_version             = "16.4"
  instance_class             = var.instance_class
  username                   = "owner"
  password                   = var.password
  storage_encrypted          = var.encrypted
  auto_minor_version_upgrade = var.auto_upgrade
  publicly_accessible        = var.public
  parameter_group_name       = aws_db_parameter_group.this.name
  vpc_security_group_ids     = [aws_security_group.this.id]
}
resource "aws_db_parameter_group" "this" {
  family = "postgres16"
  parameter {
    name  = "rds.force_ssl"
    value = "0"
  }
}
