package t2drl.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class TotalVariationTest {
    private static double of(int height, int width, int... grey) {
        byte[] pixels = new byte[grey.length];
        for (int i = 0; i < grey.length; i++) {
            pixels[i] = (byte) grey[i];
        }
        return TotalVariation.mean(new Images(grey.length / (height * width), height, width, pixels));
    }

    @Test
    void isTheMeanDifferenceAcrossPlusThatDown() {
        assertThat(of(2, 3, 7, 7, 7, 7, 7, 7)).isZero();
        // across 10, 20, 0, 200; down 5, 15, 205
        assertThat(of(2, 3, 0, 10, 30, 5, 5, 205)).isEqualTo(230 / 4.0 + (5 + 5 + 175) / 3.0, offset(1e-12));
        assertThat(of(1 + 1, 2, 0, 255, 0, 255)).isEqualTo(255);
    }

    @Test
    void imagesCountAlike() {
        assertThat(of(2, 2, 0, 0, 0, 0, 0, 100, 0, 100)).isEqualTo(50);
    }

    @Test
    void halvedImagesAreMeansOfFourPixels() {
        Images half = new Images(1, 2, 5, new byte[] {0, 4, (byte) 255, (byte) 255, 9, 8, 4, (byte) 255, (byte) 255, 9})
                .halved();
        assertThat(half.height()).isEqualTo(1);
        assertThat(half.width()).isEqualTo(2);
        assertThat(half.grey(0, 0)).isEqualTo(4);
        assertThat(half.grey(0, 1)).isEqualTo(255);
    }
}
