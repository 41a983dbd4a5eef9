using System.Numerics.Tensors;

namespace TransferLab.Studies.Hints;

/// <summary>Brings features to mean 0 and equal spread, their rows to a length of about 1, and adds a constant.</summary>
internal sealed class FeatureScale
{
    private readonly float[] _mean;
    private readonly float[] _factor;

    /// <param name="rows">The features to measure, one row at least.</param>
    public FeatureScale(IEnumerable<float[]> rows)
    {
        var all = rows.ToArray();
        var length = all[0].Length;
        var (sum, squares) = (new double[length], new double[length]);
        foreach (var row in all)
            for (var f = 0; f < length; f++)
            {
                sum[f] += row[f];
                squares[f] += (double)row[f] * row[f];
            }
        _mean = new float[length];
        _factor = new float[length];
        for (var f = 0; f < length; f++)
        {
            var mean = sum[f] / all.Length;
            var variance = Math.Max(0, (squares[f] / all.Length) - (mean * mean));
            _mean[f] = (float)mean;
            // What never changes says nothing.
            _factor[f] = variance > 1e-12 * Math.Max(1, mean * mean) ? (float)(1 / Math.Sqrt(variance * length)) : 0;
        }
    }

    /// <summary>The scaled row, one longer.</summary>
    public float[] Apply(float[] row)
    {
        var scaled = new float[row.Length + 1];
        TensorPrimitives.Subtract(row, _mean, scaled);
        TensorPrimitives.Multiply(scaled.AsSpan(0, row.Length), _factor, scaled);
        scaled[^1] = 1;
        return scaled;
    }
}
