/**
 * True for nginx configuration: by name, by folder, or by what stands at the beginning of a file that could as well
 * belong to another program. `path` has forward slashes, `base` is its last part in lower case.
 */
export function isNginx(path: string, base: string, head: () => string): boolean {
  const name = base.replace(/\.(?:j2|jinja2?|erb|tmpl|tpl|template|epp|in|dist|sample|example|default|bak|orig)$/, "");
  if (/^nginx(?:[._-][\w.-]*)?\.conf$|\.nginx(?:\.conf)?$|^nginx\.(?:conf|vhost)$/.test(name)) return !isApache(head());
  const folders = path.toLowerCase().split("/").slice(0, -1);
  const bare = !name.includes(".") || name.endsWith(".conf") || name.endsWith(".vhost");
  if (folders.includes("sites-enabled") || folders.includes("sites-available")) {
    // Names of sites have dots themselves: `example.com`.
    return !/\.(?:md|html?|ya?ml|json|sh|py|rb|js|ts|pem|crt|key)$/.test(name) && isText(head(), anyDirective);
  }
  if (
    folders.some((folder) => /^\.?nginx$|^openresty$/.test(folder)) &&
    (bare || /^mime\.types$|_params$/.test(name))
  ) {
    // A file without an extension may as well be a text about nginx.
    const text = name.includes(".")
      ? head()
      : head()
          .replace(/^(?:\s*#[^\n]*\n)*\s*/, "")
          .replace(/\n[\s\S]*/, "");
    return isText(text, anyDirective);
  }
  if (name.endsWith(".conf") || name.endsWith(".vhost")) return isText(head(), tellingDirective);
  return false;
}

/** In a place where nginx files are expected, any directive or block of nginx will do. */
const anyDirective =
  /^[ \t]*(?:(?:server|http|events|stream|mail|types|upstream[ \t]+\S+|location[ \t]+[^{}\n]+|(?:map|geo)[ \t]+\$[^{}\n]+|if[ \t]*\([^{}\n]+\))\s*\{|(?:listen|server_name|root|index|include|return|rewrite|allow|deny|set|expires|internal|charset|error_page|default_type|(?:ssl|proxy|fastcgi|uwsgi|scgi|grpc|auth|add|gzip|brotli|limit|real|set_real|access|error|client|server|keepalive|worker|log|open|more|sub|stub|try|load)_\w+|gzip|sendfile|user|pid|aio|etag)(?:[ \t]+(?![=:])[^\n]*)?;)/m;

/** Elsewhere only what no other program writes like this. */
const tellingDirective =
  /^[ \t]*(?:(?:proxy_pass|fastcgi_pass|uwsgi_pass|grpc_pass|server_name|server_tokens|add_header|proxy_set_header|ssl_certificate(?:_key)?|ssl_protocols|ssl_ciphers|ssl_session_\w+|ssl_stapling|try_files|fastcgi_param|auth_basic(?:_user_file)?|auth_request|set_real_ip_from|limit_req(?:_zone)?|gzip_types|client_max_body_size|worker_connections|starttls|stub_status|error_page|access_log|sendfile)(?:[ \t]+(?![=:])[^\n]*)?;|location[ \t]+(?:[=~^*]+[ \t]*)?[/@.^\\][^{}\n]*\{|listen[ \t]+(?:\[::\]:)?\d+(?:[ \t][\w ]+)?;|upstream[ \t]+[\w.-]+[ \t]*\{|(?:map|geo)[ \t]+\$[^{}\n]+\{)/m;

function isText(head: string, pattern: RegExp): boolean {
  return !isApache(head) && pattern.test(head);
}

function isApache(head: string): boolean {
  return /^[ \t]*<\/?(?:VirtualHost|Directory|IfModule|Location|Files|Proxy)\b/im.test(head);
}
