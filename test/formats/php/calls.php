<h1><?= $title ?></h1>
<?php
namespace App;
use GuzzleHttp\Client as Http;

const HOST = 'db' . '.example.org';
define('MODE', "test");
$client = new Http(['verify' => false, 'headers' => ['a' => "x$y"], CURLOPT_TIMEOUT => 5, $key => 1]);
$client?->get(uri: HOST);
$_SERVER['HTTPS'] = 'on';
$this->mail->SMTPSecure = '';

class Trust extends Middleware implements Other
{
    protected $proxies = '*';
    public function handle($request, int $limit = 10)
    {
        if (!in_array($_SERVER['REMOTE_ADDR'], array('127.0.0.1', "::1"))) {
            http_response_code(403);
            exit('no');
        }
        return Http::make(fn ($x) => true);
    }
}
