variable "name" {
  type = string
}
variable "port" {
  type = number
}
variable "admin_port" {
  type = number
}
variable "admin_cidrs" {
  type = list(string)
}
variable "privileged" {
  type    = bool
  default = false
}
variable "tags" {
  type    = map(string)
  default = {}
}
