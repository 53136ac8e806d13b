package org.example.shop

import okhttp3.OkHttpClient as Http
import javax.net.ssl.X509TrustManager

const val HOST = "smtp.example.org"
private val names = listOf("a", "b")

@Configuration
class Shop(private val key: String, val port: Int = 25) : Base(key), Filter {
    @Value("\${shop.name:none}")
    private lateinit var title: String
    val isOpen: Boolean get() = port == 25

    companion object {
        const val LIMIT = 1_000L
    }

    @GetMapping("/a", produces = ["text/plain"])
    fun show(request: HttpServletRequest): Boolean {
        val address = request.remoteAddr ?: "none"
        val text = "from ${address} to $HOST \n"
        if (address == HOST && !names.contains(address)) return true else throw Denied()
        when {
            address in names -> next()
            else -> stop()
        }
        props["mail.smtp.host"] = HOST
        client?.pool?.open(1, named = true)
        val cookie = Cookie("sid", "x").apply {
            isHttpOnly = false
            secure = true
        }
        install(CORS) { anyHost() }
        app.get("/x") { call -> call.respond(1) }
        val made = arrayOf<TrustManager>(object : X509TrustManager {
            override fun checkServerTrusted(chain: Array<Cert>?, type: String?) {}
        })
        return made!!.isEmpty() as Boolean
    }
}

val raw = """a
 $names"""
val options = mapOf("a" to 1, "b" to !true)
val least = if (HOST == "a") -1 else 0x1F
