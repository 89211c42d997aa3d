package dev.vitrine.web.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import dev.vitrine.core.room.Publication;
import dev.vitrine.web.json.Json;
import dev.vitrine.web.socket.Frames;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON: one object a command or reply, several in a message divided by line feeds. */
final class JsonCodec implements Codec {
    private final byte[] ping = Frames.frame(Frames.TEXT, new byte[] {'{', '}'});

    @Override
    public List<ClientCommand> decode(byte[] message) throws BadCommand {
        try {
            List<ClientCommand> commands = new ArrayList<>(1);
            for (Body body : Json.objects(message)) {
                commands.add(command(body));
            }
            return commands;
        } catch (Json.Malformed | BadBody e) {
            throw new BadCommand(String.valueOf(e.getMessage()));
        }
    }

    private static ClientCommand command(Body body) throws BadCommand {
        long id = body.optionalInteger("id").orElse(0L);
        if (id < 0 || id > Integer.MAX_VALUE) {
            throw new BadCommand("A command's id is a positive number.");
        }
        if (body.values().isEmpty()) {
            return new ClientCommand.Pong(0);
        }
        for (String method : body.values().keySet()) {
            if (!method.equals("id")) {
                return command((int) id, method, body.optionalBody(method).orElseGet(Body::empty));
            }
        }
        throw new BadCommand("A command needs a method.");
    }

    private static ClientCommand command(int id, String method, Body body) {
        return switch (method) {
            case "connect" ->
                new ClientCommand.Connect(
                        id,
                        body.optionalText("token").orElse(""),
                        body.optionalBody("data")
                                .flatMap(data -> data.optionalText("place"))
                                .orElse(""));
            case "subscribe" ->
                new ClientCommand.Subscribe(
                        id,
                        body.text("channel"),
                        body.flag("recover", false),
                        body.optionalText("epoch").orElse(""),
                        body.optionalInteger("offset").orElse(0L),
                        body.flag("join_leave", false));
            case "unsubscribe" -> new ClientCommand.Unsubscribe(id, body.text("channel"));
            case "publish" ->
                new ClientCommand.Publish(
                        id,
                        body.text("channel"),
                        Json.bytes(body.optionalBody("data").orElseGet(Body::empty)));
            case "presence" -> new ClientCommand.Presence(id, body.text("channel"));
            case "presence_stats" -> new ClientCommand.PresenceStats(id, body.text("channel"));
            case "history" ->
                new ClientCommand.History(
                        id,
                        body.text("channel"),
                        (int) Math.clamp(body.optionalInteger("limit").orElse(0L), -1, 1 << 20),
                        since(body.optionalBody("since")),
                        body.flag("reverse", false));
            case "refresh" ->
                new ClientCommand.Refresh(id, body.optionalText("token").orElse(""));
            case "ping" -> new ClientCommand.Ping(id);
            default -> new ClientCommand.Other(id, method);
        };
    }

    private static Optional<ClientCommand.Since> since(Optional<Body> body) {
        return body.map(since -> new ClientCommand.Since(
                since.optionalInteger("offset").orElse(0L),
                since.optionalText("epoch").orElse("")));
    }

    @Override
    public byte[] frame(ServerReply reply) {
        Text out = new Text();
        switch (reply) {
            case ServerReply.Failed failed -> {
                out.id(failed.id()).raw(",\"error\":{\"code\":").number(failed.code());
                out.raw(",\"message\":").quoted(failed.message());
                if (failed.temporary()) {
                    out.raw(",\"temporary\":true");
                }
                if (!failed.data().values().isEmpty()) {
                    out.raw(",\"data\":").raw(Json.bytes(failed.data()));
                }
                out.raw("}}");
            }
            case ServerReply.Connected connected -> {
                out.id(connected.id()).raw(",\"connect\":{\"client\":").quoted(connected.client());
                out.raw(",\"version\":").quoted(connected.version());
                out.raw(",\"ping\":").number(connected.pingSeconds()).raw(",\"pong\":true");
                out.ttl(connected.ttlSeconds()).raw("}}");
            }
            case ServerReply.Subscribed subscribed -> {
                out.id(subscribed.id()).raw(",\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"epoch\":");
                out.quoted(subscribed.epoch()).raw(",\"offset\":").number(subscribed.offset());
                if (subscribed.wasRecovering()) {
                    out.raw(",\"was_recovering\":true,\"recovered\":").raw(Boolean.toString(subscribed.recovered()));
                }
                if (!subscribed.publications().isEmpty()) {
                    out.raw(",").publications(subscribed.publications());
                }
                out.raw(",\"data\":").raw(subscribed.data()).raw("}}");
            }
            case ServerReply.Done done ->
                out.id(done.id()).raw(",\"").raw(done.method().member()).raw("\":{}}");
            case ServerReply.Past past -> {
                out.id(past.id()).raw(",\"history\":{").publications(past.publications());
                out.raw(",\"epoch\":").quoted(past.epoch());
                out.raw(",\"offset\":").number(past.offset()).raw("}}");
            }
            case ServerReply.Present present -> {
                out.id(present.id()).raw(",\"presence\":{\"presence\":{");
                String comma = "";
                for (ServerReply.Member member : present.members().values()) {
                    out.raw(comma).quoted(member.client()).raw(":").member(member);
                    comma = ",";
                }
                out.raw("}}}");
            }
            case ServerReply.Count count -> {
                out.id(count.id()).raw(",\"presence_stats\":{\"num_clients\":").number(count.clients());
                out.raw(",\"num_users\":").number(count.users()).raw("}}");
            }
            case ServerReply.Refreshed refreshed -> {
                out.id(refreshed.id()).raw(",\"refresh\":{\"client\":").quoted(refreshed.client());
                out.raw(",\"version\":").quoted(refreshed.version());
                out.ttl(refreshed.ttlSeconds()).raw("}}");
            }
            case ServerReply.Moved moved -> {
                out.raw("{\"push\":{\"channel\":").quoted(moved.channel());
                out.raw(moved.joined() ? ",\"join\":{\"info\":" : ",\"leave\":{\"info\":");
                out.member(moved.member()).raw("}}}");
            }
            case ServerReply.Message message ->
                out.raw("{\"push\":{\"message\":{\"data\":").raw(message.data()).raw("}}}");
        }
        return Frames.frame(Frames.TEXT, out.bytes());
    }

    @Override
    public byte[] frame(String channel, List<Publication> publications, Optional<byte[]> notice) {
        Text out = new Text();
        byte[] head = Text.utf8("{\"push\":{\"channel\":\"" + channel + "\",\"pub\":");
        String newline = "";
        for (Publication publication : publications) {
            out.raw(newline).raw(head).publication(publication).raw("}}");
            newline = "\n";
        }
        if (notice.isPresent()) {
            out.raw(newline).raw(head).raw("{\"data\":").raw(notice.get()).raw("}}}");
        }
        return Frames.frame(Frames.TEXT, out.bytes());
    }

    @Override
    public byte[] ping() {
        return ping;
    }

    /** JSON text under construction; publications' data go in as they are. */
    private static final class Text {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

        static byte[] utf8(String text) {
            return text.getBytes(UTF_8);
        }

        Text id(int id) {
            return raw("{\"id\":").number(id);
        }

        Text raw(String text) {
            out.writeBytes(utf8(text));
            return this;
        }

        Text raw(byte[] json) {
            out.writeBytes(json);
            return this;
        }

        Text number(long number) {
            return raw(Long.toString(number));
        }

        Text ttl(long seconds) {
            return seconds == 0 ? this : raw(",\"expires\":true,\"ttl\":").number(seconds);
        }

        Text quoted(String text) {
            return raw(Json.bytes((Object) text));
        }

        Text member(ServerReply.Member member) {
            return raw("{\"client\":")
                    .quoted(member.client())
                    .raw(",\"user\":")
                    .quoted(member.user())
                    .raw(",\"conn_info\":")
                    .raw(member.info())
                    .raw("}");
        }

        Text publication(Publication publication) {
            return raw("{\"data\":")
                    .raw(publication.data())
                    .raw(",\"offset\":")
                    .number(publication.offset())
                    .raw("}");
        }

        Text publications(List<Publication> publications) {
            raw("\"publications\":[");
            String comma = "";
            for (Publication publication : publications) {
                raw(comma).publication(publication);
                comma = ",";
            }
            return raw("]");
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
