variable "name" {
  type = string
}
variable "vpc_id" {
  type = string
}
variable "client_cidrs" {
  type = list(string)
}
variable "password" {
  type      = string
  sensitive = true
}
variable "encrypted" {
  type    = bool
  default = true
}
variable "auto_upgrade" {
  type    = bool
  default = true
}
variable "instance_class" {
  type = string
}
variable "public" {
  type    = bool
  default = false
}
