package dev.vitrine.web.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.core.room.Publication;
import dev.vitrine.web.json.Json;
import dev.vitrine.web.socket.Frames;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Protocol Buffers, as the Java, Swift and Dart clients speak: each message behind its length as a varint. Field
 * numbers are those of {@code client.proto} of Centrifugo's protocol. Written by hand, since the few messages do not
 * repay a code generator and its run time.
 */
final class ProtobufCodec implements Codec {
    private static final int MAX_FIELDS = 64;

    private final byte[] ping = Frames.frame(Frames.BINARY, new byte[] {0});

    @Override
    public List<ClientCommand> decode(byte[] message) throws BadCommand {
        List<ClientCommand> commands = new ArrayList<>(1);
        ByteBuffer in = ByteBuffer.wrap(message);
        while (in.hasRemaining()) {
            commands.add(command(Fields.read(slice(in))));
        }
        return commands;
    }

    private static ClientCommand command(Fields command) throws BadCommand {
        int id = (int) command.number(1);
        if (id < 0) {
            throw new BadCommand("A command's id is a positive number.");
        }
        for (int field = 4; field <= 15; field++) {
            if (command.has(field)) {
                return command(id, field, Fields.read(ByteBuffer.wrap(command.bytes(field))));
            }
        }
        return new ClientCommand.Pong(id);
    }

    private static ClientCommand command(int id, int field, Fields body) throws BadCommand {
        return switch (field) {
            case 4 -> new ClientCommand.Connect(id, body.text(1), place(body.bytes(2)));
            case 5 ->
                new ClientCommand.Subscribe(
                        id, body.text(1), body.number(3) != 0, body.text(6), body.number(7), body.number(11) != 0);
            case 6 -> new ClientCommand.Unsubscribe(id, body.text(1));
            case 7 -> new ClientCommand.Publish(id, body.text(1), body.bytes(2));
            case 8 -> new ClientCommand.Presence(id, body.text(1));
            case 9 -> new ClientCommand.PresenceStats(id, body.text(1));
            case 10 -> {
                Optional<ClientCommand.Since> since = Optional.empty();
                if (body.has(8)) {
                    Fields place = Fields.read(ByteBuffer.wrap(body.bytes(8)));
                    since = Optional.of(new ClientCommand.Since(place.number(1), place.text(2)));
                }
                yield new ClientCommand.History(id, body.text(1), (int) body.number(7), since, body.number(9) != 0);
            }
            case 11 -> new ClientCommand.Ping(id);
            case 14 -> new ClientCommand.Refresh(id, body.text(1));
            default -> new ClientCommand.Other(id, field == 13 ? "rpc" : field == 12 ? "send" : "sub_refresh");
        };
    }

    /** The place in the waiting room, which is JSON in either encoding. */
    private static String place(byte[] data) throws BadCommand {
        if (data.length == 0) {
            return "";
        }
        try {
            return Json.object(data).optionalText("place").orElse("");
        } catch (Json.Malformed | BadBody e) {
            throw new BadCommand("The data of connect are a JSON object.");
        }
    }

    @Override
    public byte[] frame(ServerReply reply) {
        Message out = new Message();
        switch (reply) {
            case ServerReply.Failed failed ->
                out.number(1, failed.id())
                        .message(
                                2,
                                new Message()
                                        .number(1, failed.code())
                                        .text(2, failed.message())
                                        .flag(3, failed.temporary()));
            case ServerReply.Connected connected ->
                out.number(1, connected.id())
                        .message(
                                5,
                                new Message()
                                        .text(1, connected.client())
                                        .text(2, connected.version())
                                        .flag(3, connected.ttlSeconds() > 0)
                                        .number(4, connected.ttlSeconds())
                                        .number(7, connected.pingSeconds())
                                        .flag(8, true));
            case ServerReply.Subscribed subscribed -> {
                Message body = new Message().flag(3, true).text(6, subscribed.epoch());
                subscribed.publications().forEach(publication -> body.message(7, publication(publication)));
                body.flag(8, subscribed.recovered()).number(9, subscribed.offset());
                body.flag(10, true).bytes(11, subscribed.data()).flag(12, subscribed.wasRecovering());
                out.number(1, subscribed.id()).message(6, body);
            }
            case ServerReply.Done done ->
                out.number(1, done.id()).message(done.method().field(), new Message());
            case ServerReply.Past past -> {
                Message body = new Message();
                past.publications().forEach(publication -> body.message(1, publication(publication)));
                body.text(2, past.epoch()).number(3, past.offset());
                out.number(1, past.id()).message(11, body);
            }
            case ServerReply.Present present -> {
                Message body = new Message();
                for (ServerReply.Member member : present.members().values()) {
                    body.message(1, new Message().text(1, member.client()).message(2, info(member)));
                }
                out.number(1, present.id()).message(9, body);
            }
            case ServerReply.Count count ->
                out.number(1, count.id())
                        .message(10, new Message().number(1, count.clients()).number(2, count.users()));
            case ServerReply.Refreshed refreshed ->
                out.number(1, refreshed.id())
                        .message(
                                14,
                                new Message()
                                        .text(1, refreshed.client())
                                        .text(2, refreshed.version())
                                        .flag(3, refreshed.ttlSeconds() > 0)
                                        .number(4, refreshed.ttlSeconds()));
            case ServerReply.Moved moved -> {
                Message event = new Message().message(1, info(moved.member()));
                out.message(4, new Message().text(2, moved.channel()).message(moved.joined() ? 5 : 6, event));
            }
            case ServerReply.Message message ->
                out.message(4, new Message().message(8, new Message().bytes(1, message.data())));
        }
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        Message.delimited(framed, out);
        return Frames.frame(Frames.BINARY, framed.toByteArray());
    }

    @Override
    public byte[] frame(String channel, List<Publication> publications, Optional<byte[]> notice) {
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        for (Publication publication : publications) {
            Message push = new Message().text(2, channel).message(4, publication(publication));
            Message.delimited(framed, new Message().message(4, push));
        }
        if (notice.isPresent()) {
            Message push = new Message().text(2, channel).message(4, new Message().bytes(4, notice.get()));
            Message.delimited(framed, new Message().message(4, push));
        }
        return Frames.frame(Frames.BINARY, framed.toByteArray());
    }

    @Override
    public byte[] ping() {
        return ping;
    }

    private static Message info(ServerReply.Member member) {
        return new Message().text(1, member.user()).text(2, member.client()).bytes(3, member.info());
    }

    private static Message publication(Publication publication) {
        return new Message().bytes(4, publication.data()).number(6, publication.offset());
    }

    private static ByteBuffer slice(ByteBuffer in) throws BadCommand {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
            throw new BadCommand("A message ends before its length.");
        }
        ByteBuffer slice = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return slice;
    }

    private static long varint(ByteBuffer in) throws BadCommand {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!in.hasRemaining()) {
                break;
            }
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new BadCommand("A number does not end.");
    }

    /** The fields of one message: varints and length-delimited ones; the last of a repeated field wins. */
    private record Fields(Map<Integer, Long> numbers, Map<Integer, byte[]> parts) {
        static Fields read(ByteBuffer in) throws BadCommand {
            Fields fields = new Fields(new HashMap<>(), new HashMap<>());
            for (int count = 0; in.hasRemaining(); count++) {
                if (count == MAX_FIELDS) {
                    throw new BadCommand("A message has too many fields.");
                }
                long tag = varint(in);
                int field = (int) (tag >>> 3);
                switch ((int) (tag & 7)) {
                    case 0 -> fields.numbers.put(field, varint(in));
                    case 2 -> {
                        ByteBuffer part = slice(in);
                        byte[] bytes = new byte[part.remaining()];
                        part.get(bytes);
                        fields.parts.put(field, bytes);
                    }
                    default -> throw new BadCommand("A field is of an unknown kind.");
                }
            }
            return fields;
        }

        boolean has(int field) {
            return parts.containsKey(field);
        }

        byte[] bytes(int field) {
            return parts.getOrDefault(field, new byte[0]);
        }

        String text(int field) {
            return new String(bytes(field), UTF_8);
        }

        long number(int field) {
            return numbers.getOrDefault(field, 0L);
        }
    }

    /** A message under construction; zero values are left out, as proto3 does. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

        static void delimited(ByteArrayOutputStream to, Message message) {
            varint(to, message.out.size());
            to.writeBytes(message.out.toByteArray());
        }

        Message number(int field, long value) {
            if (value != 0) {
                varint(out, (long) field << 3);
                varint(out, value);
            }
            return this;
        }

        Message flag(int field, boolean value) {
            return number(field, value ? 1 : 0);
        }

        Message text(int field, String value) {
            return value.isEmpty() ? this : bytes(field, value.getBytes(UTF_8));
        }

        Message bytes(int field, byte[] value) {
            varint(out, (long) field << 3 | 2);
            varint(out, value.length);
            out.writeBytes(value);
            return this;
        }

        Message message(int field, Message value) {
            return bytes(field, value.out.toByteArray());
        }

        private static void varint(ByteArrayOutputStream to, long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                to.write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            to.write((int) rest);
        }
    }
}
