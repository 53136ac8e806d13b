using System.Net;
using Mail = MailKit.Net.Smtp;

namespace Example
{
    [Route("api/[controller]", Name = "calls")]
    public class Calls : Base, IRunner
    {
        const string Host = "db" + @".example.org";
        public int Port { get; set; } = 443;

        public bool Run(string name, int limit = 10)
        {
            var handler = new HttpClientHandler { UseProxy = false, CheckCertificateRevocationList = true };
            handler.ServerCertificateCustomValidationCallback += (a, b, c, d) => { return true; };
            client.Connect(Host, port: 587, options: SecureSocketOptions.Auto);
            var map = new Dictionary<string, string> { { "a", "b" }, ["c"] = $"d{name}" };
            if (context?.Connection.RemoteIpAddress?.ToString() == "::1") return true;
            throw new InvalidOperationException();
        }
    }
}
