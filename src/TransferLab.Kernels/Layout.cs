namespace TransferLab.Kernels;

/// <summary>Between channels first and channels last.</summary>
internal static unsafe class Layout
{
    /// <summary>[N,C,P] to [N,P,C], P positions.</summary>
    public static void ToChannelsLast(IParallel parallel, float* x, float* y, int batch, int channels, int positions)
    {
        for (var n = 0; n < batch; n++)
            Transpose(x + (long)n * channels * positions, y + (long)n * channels * positions, channels, positions);
    }

    /// <summary>[N,P,C] to [N,C,P].</summary>
    public static void ToChannelsFirst(IParallel parallel, float* x, float* y, int batch, int channels, int positions)
    {
        for (var n = 0; n < batch; n++)
            Transpose(x + (long)n * channels * positions, y + (long)n * channels * positions, positions, channels);
    }

    private static void Transpose(float* x, float* y, int rows, int columns)
    {
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
                y[(long)c * rows + r] = x[(long)r * columns + c];
    }
}
