package t2drl.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NearestKeyTest {
    @Test
    void levenshteinDistance() {
        assertThat(NearestKey.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(NearestKey.distance("", "abc")).isEqualTo(3);
        assertThat(NearestKey.distance("abc", "")).isEqualTo(3);
        assertThat(NearestKey.distance("flaw", "lawn")).isEqualTo(2);
        assertThat(NearestKey.distance("same", "same")).isZero();
    }

    @Test
    void namesTheNearestKeyAndItsSection() {
        assertThat(NearestKey.unknown(Keys.SCENARIO, "bandwith_hz")).endsWith("(did you mean bandwidth_hz?)");
        assertThat(NearestKey.unknown(Keys.SCENARIO, "W_Hz")).endsWith("(did you mean bandwidth_hz?)");
        assertThat(NearestKey.unknown(Keys.SCENARIO, "denoising_steps"))
                .endsWith("(did you mean learners.denoising_steps?)");
        assertThat(NearestKey.unknown(Keys.CACHING, "batches"))
                .isEqualTo("unknown key 'learners.caching.batches' (did you mean learners.caching.batch?)");
        assertThat(NearestKey.unknown(Keys.SCENARIO, "zzzzzzzz"))
                .isEqualTo("unknown key 'zzzzzzzz' (t2drl config prints all that there are)");
    }
}
