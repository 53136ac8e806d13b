-- comment
--[[ a longer
comment ]]
c2s_require_encryption = false -- why
authentication = "internal_hashed"
modules_enabled = {
  "roster";
  "tls", -- both separators
};
ssl = { key = "/etc/a.key", options = { "no_sslv3" }, ["dh"] = 'x' }
http_interfaces = { "127.0.0.1" } daemonize = true;
admins = { }
sql = { driver = "SQLite3", password = os.getenv("PW") or "none" }
limit = 10 * 1024
name = "a" .. host
level = {{ prosody_level }}
Include "conf.d/*.cfg.lua"
VirtualHost "example.org"
  enabled = true
Component "rooms.example.org" "muc"
  restrict_room_creation = [[admin]]
