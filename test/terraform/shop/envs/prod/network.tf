resource "aws_vpc" "main" {
  cidr_block = var.vpc_cidr
}
resource "aws_vpc" "tools" {
  cidr_block = "10.30.0.0/16"
}
resource "aws_subnet" "private" {
  for_each   = toset(["10.20.1.0/24", "10.20.2.0/24"])
  vpc_id     = aws_vpc.main.id
  cidr_block = each.value
}
resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id
}
