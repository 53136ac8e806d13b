module "orders" {
  source         = "../../modules/database"
  name           = "orders"
  vpc_id         = aws_vpc.main.id
  client_cidrs   = [aws_vpc.main.cidr_block]
  password       = var.db_password
  encrypted      = true
  auto_upgrade   = true
  instance_class = "db.t4g.medium"
}
module "reports" {
  source         = "../../modules/database"
  name           = "reports"
  vpc_id         = aws_vpc.main.id
  client_cidrs   = ["10.20.1.17/32"]
  password       = var.db_password
  encrypted      = var.encrypt_volumes
  auto_upgrade   = false
  instance_class = "db.t4g.medium"
}
