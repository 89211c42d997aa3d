package dev.vitrine.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.core.TestHouse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Any text as a policy, the first byte choosing which: it fits, or is refused with file, line and a sentence; nothing
 * else. The kept inputs run as tests in each build; the profile {@code fuzz} makes new ones.
 */
class PolicyFuzzTest {
    private static final PolicyFiles POLICIES = shipped();

    @FuzzTest(maxExecutions = 5_000_000, maxDuration = "1h")
    void policy(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        List<String> names = List.copyOf(POLICIES.names());
        String name = names.get(Byte.toUnsignedInt(bytes[0]) % names.size());
        String yaml = new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
        try {
            assertThat(POLICIES.check("policy.yaml", name, yaml).yaml()).isEqualTo(yaml);
        } catch (PolicyError refused) {
            assertThat(refused.line()).isPositive();
            assertThat(refused.getMessage())
                    .startsWith("Policy \"policy.yaml\", line ")
                    .doesNotContain("\n");
        }
    }

    private static PolicyFiles shipped() {
        try {
            return PolicyFiles.load(TestHouse.POLICIES, Path.of("nowhere"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
