namespace TransferLab.Pictures.Batches;

/// <summary>How the pairs of one batch are mixed.</summary>
/// <param name="Lambda">Weight of an image's own target; the other's is 1 − λ.</param>
/// <param name="Left">The rectangle that the two swap; empty where they are averaged instead.</param>
/// <param name="Top">Its first row.</param>
/// <param name="Right">One past its last column.</param>
/// <param name="Bottom">One past its last row.</param>
internal readonly record struct BatchMix(double Lambda, int Left, int Top, int Right, int Bottom)
{
    /// <summary>Whether a rectangle is swapped; one without an area leaves both images as they are, λ being 1.</summary>
    public bool IsCut => Right > Left && Bottom > Top;
}
