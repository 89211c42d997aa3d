package dev.vitrine.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private static final String PASSWORD = "correct horse battery";

    @Test
    void aHash_isOfThePasswordAloneAndNeverTwiceTheSame() {
        SecureRandom random = new SecureRandom();
        String hash = Passwords.hash(PASSWORD, random);
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain(PASSWORD);
        assertThat(Passwords.isHash(hash)).isTrue();
        assertThat(Passwords.verify(PASSWORD, hash)).isTrue();
        assertThat(Passwords.verify(PASSWORD + " ", hash)).isFalse();
        assertThat(Passwords.hash(PASSWORD, random)).isNotEqualTo(hash);
    }

    /** Made by the reference implementation: {@code echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1}. */
    @Test
    void aHashOfTheReferenceImplementation_isUnderstood() {
        String reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(Passwords.verify("password", reference)).isTrue();
        assertThat(Passwords.verify("differentpassword", reference)).isFalse();
    }

    @Test
    void thePasswordTypedWithOtherCodePoints_isTheSame() {
        String hash = Passwords.hash("caf\u00e9 au lait", new SecureRandom());
        assertThat(Passwords.verify("cafe\u0301 au lait", hash)).isTrue();
    }

    @Test
    void whatIsNoHash_isNobodysPassword() {
        for (String text : List.of(
                "",
                PASSWORD,
                "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=19456,t=99,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")) {
            assertThat(Passwords.verify(PASSWORD, text)).as(text).isFalse();
        }
    }

    @Test
    void aWeakPassword_isRefusedWithTheReason() {
        assertThat(Passwords.complaint("short")).contains("10 to 256");
        assertThat(Passwords.complaint("aaaaaaaaaaaa")).contains("easy");
        assertThat(Passwords.complaint(PASSWORD)).isEmpty();
    }
}
