package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The Ed25519 key (RFC 8032) that this server signs its ban list with. It is made when it is first used and kept in the
 * plugin's directory, readable by the owner alone: it is no state of an event, so it is in no log.
 */
final class ListKey {
    private static final String FILE = "ban-list.key";

    private final PrivateKey secret;
    private final String open;

    private ListKey(PrivateKey secret, String open) {
        this.secret = secret;
        this.open = open;
    }

    /** Reads the key, or makes one. Blocks on disk. */
    static ListKey in(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                make(directory, file);
            }
            List<String> lines = Files.readAllLines(file);
            PrivateKey secret = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.get(0))));
            return new ListKey(secret, lines.get(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The ban list's key cannot be used: " + e.getMessage(), e);
        }
    }

    private static void make(Path directory, Path file) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Base64.Encoder base64 = Base64.getEncoder();
        Files.createDirectories(directory);
        Path fresh = Files.createTempFile(
                directory,
                FILE,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(
                    fresh,
                    base64.encodeToString(pair.getPrivate().getEncoded())
                            + "\n"
                            + base64.encodeToString(pair.getPublic().getEncoded())
                            + "\n");
            if (!Files.exists(file)) {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (FileAlreadyExistsException e) {
            // Another version was first; its key counts.
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    Body sign(String payload) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(secret);
            signature.update(BanList.bytes(payload));
            return Body.of(
                    "payload",
                    payload,
                    "key",
                    open,
                    "signature",
                    Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The ban list cannot be signed: " + e.getMessage(), e);
        }
    }

    /** What the address of an event's list ends with, so that only who was told it finds it. */
    String ticket(String event) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(secret);
            // Ed25519 signs the same text the same way each time, and nobody else can.
            signature.update(BanList.bytes("vitrine-ban-list-address " + event));
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(signature.sign());
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The ban list's address cannot be made: " + e.getMessage(), e);
        }
    }

    /** Checks a document's signature by the key it carries, and returns the list's id, which is that of the key. */
    static String check(Body document) {
        try {
            byte[] key = Base64.getDecoder().decode(document.text("key"));
            PublicKey open = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(open);
            signature.update(BanList.bytes(document.text("payload")));
            if (!signature.verify(Base64.getDecoder().decode(document.text("signature")))) {
                throw new BadBody("document.signature", "is not that of the payload");
            }
            String text = document.text("key");
            return "list-"
                    + text.substring(Math.max(0, text.length() - 12))
                            .toLowerCase(java.util.Locale.ROOT)
                            .replaceAll("[^a-z0-9]", "x");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new BadBody("document", "is not signed with an Ed25519 key: " + e.getMessage());
        }
    }
}
