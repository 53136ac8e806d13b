locals {
  name     = "shop-${var.region}"
  anywhere = ["0.0.0.0/0", "::/0"]
  rules = {
    https = { port = 443, cidrs = ["0.0.0.0/0"] }
    redis = { port = 6379, cidrs = ["10.20.0.0/16"] }
  }
  ports = [80, 443]
}
