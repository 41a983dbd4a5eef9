namespace TransferLab.DataChecks;

/// <summary>A picture at 16×16, for a second look at pairs whose hashes are close: hashes of plain pictures, or of one layout, meet by chance.</summary>
internal sealed class Miniature
{
    private const int Side = 16;
    private const int Pixels = Side * Side;

    // Pictures of less contrast than this (standard deviation of brightness) have no shapes to compare.
    private const double Plain = 4;

    // Measured on photographs, drawings and cards: see docs/data.md.
    private const double LeastCorrelation = 0.965;
    private const double LargestColourDifference = 26;
    private const double LargestPlainDifference = 4;

    private readonly byte[] _rgb = new byte[Pixels * 3];
    private readonly double _mean;
    private readonly double _deviation;

    /// <param name="small">The picture at 32×32, RGB.</param>
    public Miniature(ReadOnlySpan<byte> small)
    {
        const int from = PerceptualHash.Side;
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
                for (var c = 0; c < 3; c++)
                {
                    var at = (((2 * y * from) + (2 * x)) * 3) + c;
                    _rgb[(((y * Side) + x) * 3) + c] = (byte)((small[at] + small[at + 3] + small[at + (from * 3)] + small[at + (from * 3) + 3] + 2) / 4);
                }
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < Pixels; i++)
        {
            var luma = PerceptualHash.Luma(_rgb, i);
            sum += luma;
            squares += luma * luma;
        }
        _mean = sum / Pixels;
        _deviation = Math.Sqrt(Math.Max(0, (squares / Pixels) - (_mean * _mean)));
    }

    /// <summary>Whether two pictures show the same: shapes that agree, in colours that are close.</summary>
    public bool IsLike(Miniature other)
    {
        var difference = ColourDifference(other);
        if (_deviation < Plain || other._deviation < Plain)
            return difference <= LargestPlainDifference;
        return difference <= LargestColourDifference && Correlation(other) >= LeastCorrelation;
    }

    /// <summary>Correlation of brightness, -1 to 1.</summary>
    internal double Correlation(Miniature other)
    {
        var sum = 0.0;
        for (var i = 0; i < Pixels; i++)
            sum += (PerceptualHash.Luma(_rgb, i) - _mean) * (PerceptualHash.Luma(other._rgb, i) - other._mean);
        return sum / Pixels / Math.Max(_deviation * other._deviation, 1e-9);
    }

    /// <summary>Root mean square difference of samples, 0 to 255.</summary>
    internal double ColourDifference(Miniature other)
    {
        var sum = 0L;
        for (var i = 0; i < _rgb.Length; i++)
        {
            var d = _rgb[i] - other._rgb[i];
            sum += d * d;
        }
        return Math.Sqrt(sum / (double)_rgb.Length);
    }
}
