-- comment
c2s_require_encryption = false -- why
authentication = "internal_hashed"
modules_enabled = {
  "roster";
}
VirtualHost "example.org"
  enabled = true
