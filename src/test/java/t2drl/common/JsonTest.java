package t2drl.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    enum Color {
        DARK_RED
    }

    record Point(int gridX, double y, List<Double> rest, Color color) {}

    @Test
    void writesSnakeCaseAndNullForWhatIsNotFinite() throws JsonProcessingException {
        Point point = new Point(1, Double.NaN, List.of(0.5, Double.POSITIVE_INFINITY), Color.DARK_RED);

        assertThat(Json.line(point)).isEqualTo("{\"grid_x\":1,\"y\":null,\"rest\":[0.5,null],\"color\":\"dark_red\"}");
    }

    @Test
    void readsWhatItWrote() throws JsonProcessingException {
        Point point = new Point(1, 0.1, List.of(0.5), Color.DARK_RED);

        assertThat(Json.MAPPER.readValue(Json.pretty(point), Point.class)).isEqualTo(point);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"grid_x\":1,\"y\":2,\"rest\":[]}",
                "{\"grid_x\":1,\"y\":2,\"rest\":[],\"color\":\"dark_red\",\"z\":3}",
                "{\"grid_x\":1,\"grid_x\":1,\"y\":2,\"rest\":[],\"color\":\"dark_red\"}",
                "{\"grid_x\":1.5,\"y\":2,\"rest\":[],\"color\":\"dark_red\"}",
                "{\"grid_x\":\"1\",\"y\":2,\"rest\":[],\"color\":\"dark_red\"}",
                "{\"grid_x\":1,\"y\":null,\"rest\":[],\"color\":\"dark_red\"}",
                "{\"grid_x\":1,\"y\":2,\"rest\":null,\"color\":\"dark_red\"}",
                "{\"grid_x\":1,\"y\":2,\"rest\":[],\"color\":\"blue\"}",
                "{\"grid_x\":1,\"y\":2,\"rest\":[],\"color\":\"dark_red\"} {}",
            })
    void readingIsStrict(String json) {
        assertThatThrownBy(() -> Json.MAPPER.readValue(json, Point.class)).isInstanceOf(JsonProcessingException.class);
    }
}
