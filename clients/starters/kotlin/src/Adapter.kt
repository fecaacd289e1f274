// The adapter: keeps the contract, a line in, a line out. What depends on your client is in Client.kt.
import org.json.JSONObject

private val HELLO = JSONObject("""{"contract": 1, "client": {"name": "kotlin-starter", "version": "1"}, "features": [],
    "roles": ["listener"], "dialects": ["stable"], "depths": ["client"],
    "reports": ["state", "live", "chunks", "heard", "player"]}""")
private val MISSING = mapOf("advance" to "virtual_clock", "restart" to "restart", "reset" to "reset",
    "pause" to "pause", "resume" to "pause", "seek" to "seek", "redact" to "redact", "logout" to "logout")

/** An error answer. */
class Wrong(val code: Int, message: String, val data: JSONObject? = null) : Exception(message)

private fun unsupported(feature: String) = Wrong(2, "unsupported", JSONObject().put("feature", feature))

private var client: Client? = null

private fun act(client: Client, params: JSONObject): JSONObject {
    val verb = params.getString("verb")
    MISSING[verb]?.let { throw unsupported(it) }
    if (verb != "play" && verb != "stop") throw Wrong(-32602, "no such verb")
    if (!client.act(verb, params.optString("broadcast"))) throw Wrong(1, "refused")
    return JSONObject()
}

private fun answer(method: String, params: JSONObject): JSONObject {
    MISSING[method]?.let { throw unsupported(it) }
    val client = client
    when {
        method == "hello" -> if (1 in params.getJSONArray("contract")) return HELLO else throw unsupported("contract")
        method == "open" -> ::client.set(Client(params))
        method == "act" && client != null -> return act(client, params)
        method == "observe" && client != null -> return client.snapshot()
        method != "settle" && method != "bye" -> throw Wrong(-32601, "no such method")
    }
    return JSONObject()
}

fun main() {
    for (line in generateSequence(::readLine)) {
        val call = JSONObject(line)
        val reply = JSONObject().put("jsonrpc", "2.0").put("id", call.get("id"))
        try {
            reply.put("result", answer(call.getString("method"), call.optJSONObject("params") ?: JSONObject()))
        } catch (wrong: Wrong) {
            val error = JSONObject().put("code", wrong.code).put("message", wrong.message)
            reply.put("error", error.putOpt("data", wrong.data))
        }
        println(reply)
        if (call.getString("method") == "bye") break
    }
}
