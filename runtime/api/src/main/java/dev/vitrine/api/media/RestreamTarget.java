package dev.vitrine.api.media;

/**
 * Where an event's picture is forwarded to.
 *
 * @param id its id
 * @param url server and application, such as {@code rtmp://a.example/live}, or
 *     {@code srt://a.example:9000?latency=200}; no secret is in it
 * @param key the stream key there: a secret, which no message, record or answer names; of SRT the parameters that
 *     complete the address, such as {@code passphrase=…&streamid=…}, which may be none
 */
public record RestreamTarget(String id, String url, String key) {
    @Override
    public String toString() {
        return "RestreamTarget[id=" + id + ", url=" + url + ", key=…]";
    }
}
