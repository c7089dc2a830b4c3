package t2drl.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The known-answer vectors that the Random123 library publishes for {@code philox4x32 10}. */
class PhiloxTest {
    @Test
    void zeros() {
        assertThat(words(0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    }

    @Test
    void ones() {
        assertThat(words(-1, -1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    }

    @Test
    void digitsOfPi() {
        assertThat(words(0x243f6a88, 0x13198a2e_85a308d3L, 0x03707344, 0x299f31d0_a4093822L))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    private static int[] words(int block, long step, int stream, long seed) {
        int[] words = new int[4];
        Philox.block(block, step, stream, seed, words);
        return words;
    }
}
