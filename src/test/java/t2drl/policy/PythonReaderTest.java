package t2drl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.common.Json;
import t2drl.testing.TestPolicies;

/** A reader of weights that shares nothing with this program: the format's description, in Python without libraries. */
class PythonReaderTest {
    private static final String READER = """
        import json, struct, sys
        data = open(sys.argv[1], 'rb').read()
        length = struct.unpack('<Q', data[:8])[0]
        tensors = {}
        for name, t in json.loads(data[8:8 + length]).items():
            if name != '__metadata__':
                start, end = t['data_offsets']
                assert t['dtype'] == 'F32'
                tensors[name] = {'shape': t['shape'],
                                 'values': struct.unpack('<%df' % ((end - start) // 4), data[8 + length + start:8 + length + end])}
        print(json.dumps(tensors))
        """;

    @TempDir
    Path folder;

    @Test
    void readsTheSameTensors() throws Exception {
        PolicyFiles.save(folder, TestPolicies.random(Family.FLAT, AgentKind.D3PG, 2));
        Path weights = folder.resolve(PolicyFiles.WEIGHTS);
        JsonNode read = Json.MAPPER.readTree(python(READER, weights.toString()));

        List<Tensor> tensors = Safetensors.read(weights);
        assertThat(read.size()).isEqualTo(tensors.size());
        for (Tensor tensor : tensors) {
            JsonNode same = read.get(tensor.name());
            assertThat(Json.line(same.get("shape"))).as(tensor.name()).isEqualTo(Json.line(tensor.shape()));
            for (int i = 0; i < tensor.values().length; i++) {
                assertThat((float) same.get("values").get(i).doubleValue()).isEqualTo(tensor.values()[i]);
            }
        }
    }

    private static String python(String script, String argument) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder("python3", "-c", script, argument).start();
        } catch (IOException e) {
            assumeTrue(false, "no python3 here");
            return "";
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }
}
