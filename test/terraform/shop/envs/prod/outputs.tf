output "vpc_id" {
  value = aws_vpc.main.id
}
output "orders_address" {
  value = module.orders.address
}
