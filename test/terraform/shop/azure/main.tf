resource "azurerm_linux_web_app" "shop" {
  name       = "shop"
  https_only = true
  site_config {
    ftps_state = "AllAllowed"
  }
}
resource "azurerm_redis_cache" "sessions" {
  name                          = "sessions"
  non_ssl_port_enabled          = false
  public_network_access_enabled = false
  minimum_tls_version           = "1.2"
}
