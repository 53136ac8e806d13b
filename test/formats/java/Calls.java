package example;

import static java.util.Map.of;

@Configuration(value = "x", order = 1)
class Calls extends Base implements Runner {
  private static final String HOST = "db" + ".example.org";
  int[] ports = {80, 443};

  @Value("${port:8080}")
  int port = 1_000;

  public boolean run(String name) throws Exception {
    props.put("mail.smtp.starttls.enable", "true");
    client.setHostnameVerifier((host, session) -> true);
    new Thread(new Runnable() { public void run() { System.out.println(HOST); } }).start();
    this.name = name == null ? "none" : name;
    if (HOST.equals(name)) return true;
    else throw new IllegalStateException();
  }
}
