// The toy listener. It trusts what it is sent: put your own client in its place, step by step.
import org.json.JSONArray
import org.json.JSONObject
import java.net.HttpURLConnection
import java.net.URL
import kotlin.concurrent.thread

private val LIVE = mapOf("started" to "live", "resumed" to "live", "paused" to "paused", "stopped" to "ended")

/** Takes the params of `open`; made when the first sync is applied. Knows one room; a chunk sounds, in no time at all,
 *  once it is wanted and there. */
class Client(params: JSONObject) {
    private val server = params.getJSONObject("homeserver").getString("base_url")
    private val room = params.getJSONObject("room").getString("room_id")
    private val token = params.getJSONObject("user").getString("access_token")
    private val broadcasts = linkedMapOf<String, JSONObject>() // by ID, as they are shown

    init {
        var since = sync("")
        thread(isDaemon = true) { while (true) since = sync(since) }
    }

    private fun get(path: String): ByteArray {
        val connection = URL(server + path).openConnection() as HttpURLConnection
        connection.setRequestProperty("Authorization", "Bearer $token")
        return connection.inputStream.use { it.readBytes() }
    }

    private fun sync(since: String): String {
        val answer = JSONObject(String(get("/_matrix/client/v3/sync?timeout=30000$since")))
        val shown = answer.optQuery("/rooms/join") as JSONObject?
        val parts = listOf("state", "timeline").mapNotNull { shown?.optJSONObject(room)?.optJSONObject(it) }
        synchronized(this) { // all is applied before the next poll, so `settle` has nothing to wait for
            for (part in parts) for (event in part.getJSONArray("events")) take(event as JSONObject)
        }
        return "&since=" + answer.getString("next_batch")
    }

    private fun take(event: JSONObject) {
        val (id, content) = Pair(event.getString("event_id"), event.getJSONObject("content"))
        val kind = event.getString("type").substringAfterLast('.')
        val broadcast = broadcasts[content.optJSONObject("m.relates_to")?.optString("event_id")]
        if (kind == "voice_broadcast_info" && content.getString("state") == "started") {
            broadcasts[id] = JSONObject(mapOf("id" to id, "sender" to event.getString("sender"), "state" to "started",
                "live" to "live", "player" to "idle", "chunks" to JSONArray(), "heard" to JSONArray()))
        } else if (kind == "voice_broadcast_info" && broadcast != null) {
            broadcast.put("state", content.getString("state")).put("live", LIVE[content.getString("state")])
        } else if (kind == "voice_broadcast_chunk" && broadcast != null) {
            val chunk = mapOf("sequence" to content.getInt("sequence"), "url" to content.getString("url"), "event_id" to id)
            val chunks = broadcast.getJSONArray("chunks").put(JSONObject(chunk))
            broadcast.put("chunks", JSONArray(chunks.sortedBy { (it as JSONObject).getInt("sequence") }))
        }
        if (broadcast?.getString("player") == "buffering") playOn(broadcast, broadcast.getJSONArray("heard").length())
    }

    private fun playOn(broadcast: JSONObject, first: Int) {
        for (chunk in broadcast.getJSONArray("chunks").drop(first).map { it as JSONObject }) {
            get(chunk.getString("url").replace("mxc://", "/_matrix/client/v1/media/download/"))
            val sounded = JSONObject(chunk, "event_id", "sequence").put("complete", true)
            broadcast.getJSONArray("heard").put(sounded)
        }
        broadcast.put("player", if (broadcast.getString("state") == "stopped") "ended" else "buffering")
    }

    /** What the user wants ("play" or "stop") of the broadcast with that event ID; false: refused. */
    @Synchronized fun act(verb: String, id: String): Boolean {
        val broadcast = broadcasts[id] ?: return false
        if (verb == "stop" && broadcast.getString("player") == "idle") return false
        broadcast.put("player", "idle")
        if (verb == "play") playOn(broadcast, 0)
        return true
    }

    @Synchronized fun snapshot() = JSONObject().put("broadcasts", JSONArray(JSONArray(broadcasts.values).toString()))
}
