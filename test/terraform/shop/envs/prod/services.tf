module "cart" {
  source      = "../../modules/service"
  name        = "cart"
  port        = 8443
  admin_port  = 22
  admin_cidrs = ["0.0.0.0/0"]
  privileged  = false
}
module "mail" {
  source      = "../../modules/service"
  for_each    = toset(["de", "fr"])
  name        = "mail-${each.key}"
  port        = 8443
  admin_port  = 22
  admin_cidrs = var.office_cidrs
  privileged  = true
}
