package t2drl.edge;

/**
 * The ids of the random streams that cells draw from: one a purpose, so that no draw shifts another. Cells own the ids 0
 * to 31.
 */
final class Streams {
    static final int POSITION = 0;
    static final int HEADING = 1;
    static final int FIRST_STATE = 2;
    static final int NEXT_STATE = 3;
    static final int WALK = 4;
    static final int FADING = 5;
    static final int MODEL = 6;
    static final int INPUT_BITS = 7;
    static final int OUTPUT_BITS = 8;

    private Streams() {}
}
