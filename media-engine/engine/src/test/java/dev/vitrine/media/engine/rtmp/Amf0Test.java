package dev.vitrine.media.engine.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class Amf0Test {

    @Test
    void values_writtenAndRead_areTheSame() throws Exception {
        Map<String, AmfValue> members = new LinkedHashMap<>();
        members.put("app", new AmfValue.Text("live"));
        members.put("nested", new AmfValue.Obj(Map.of("on", new AmfValue.Bool(true))));
        AmfValue[] values = {
            new AmfValue.Text("connect"),
            new AmfValue.Num(-1.5),
            new AmfValue.Obj(members),
            new AmfValue.Arr(List.of(new AmfValue.Nothing(), new AmfValue.Bool(false))),
            new AmfValue.Text("ä".repeat(40_000))
        };

        assertThat(Amf0.read(Amf0.write(values), 0)).containsExactly(values);
    }

    @Test
    void ecmaArray_withoutEnd_isTakenAsFarAsItGoes() throws Exception {
        List<AmfValue> values = Amf0.read(HexFormat.of().parseHex("08000000010001610101"), 0);

        assertThat(values.getFirst().object()).containsEntry("a", new AmfValue.Bool(true));
    }

    @Test
    void deepNesting_isRefusedAndNotFollowed() {
        byte[] nested = HexFormat.of().parseHex("0a00000001".repeat(10_000));

        assertThatThrownBy(() -> Amf0.read(nested, 0))
                .isInstanceOf(RtmpException.class)
                .hasMessageContaining("deep");
    }

    @Test
    void arrayOfMoreThanThereIs_isRefusedBeforeItIsMade() {
        assertThatThrownBy(() -> Amf0.read(HexFormat.of().parseHex("0a7fffffff05"), 0))
                .isInstanceOf(RtmpException.class);
    }

    @Property(tries = 20_000)
    void garbage_isValuesOrAnRtmpException(@ForAll byte[] garbage) {
        try {
            assertThat(Amf0.read(garbage, 0)).doesNotContainNull();
        } catch (RtmpException refused) {
            assertThat(refused).hasMessageContaining("AMF0");
        }
    }
}
