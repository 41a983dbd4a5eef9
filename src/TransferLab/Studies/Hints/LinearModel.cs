using System.Numerics.Tensors;

namespace TransferLab.Studies.Hints;

/// <summary>Logistic regression with an L2 penalty on given features, softmax or a sigmoid per label: full-batch gradient descent with Nesterov's momentum, so
/// that nothing is drawn at random.</summary>
internal sealed class LinearModel
{
    private const int MostSteps = 300;
    private const double SmallGradient = 1e-5;

    private readonly float[][] _weights;
    private readonly bool _isSoftmax;

    private LinearModel(float[][] weights, bool isSoftmax) => (_weights, _isSoftmax) = (weights, isSoftmax);

    /// <summary>Fits a model.</summary>
    /// <param name="rows">Features of each image, of length about 1, the last a constant.</param>
    /// <param name="targets">1 for each label of each image, else 0.</param>
    /// <param name="isSoftmax">Whether exactly one label is true.</param>
    /// <param name="penalty">Factor on half the squared weights, above 0.</param>
    public static LinearModel Fit(IReadOnlyList<float[]> rows, IReadOnlyList<float[]> targets, bool isSoftmax, double penalty)
    {
        var (features, classes) = (rows[0].Length, targets[0].Length);
        float[][] weights = Matrix(), ahead = Matrix(), gradient = Matrix();
        // The curvature is at most half (softmax) or a quarter (sigmoid) of the largest squared length.
        var step = 1 / ((rows.Max(r => (double)TensorPrimitives.Dot<float>(r, r)) * (isSoftmax ? 0.5 : 0.25)) + penalty);
        var ratio = Math.Sqrt(penalty * step);
        var momentum = (1 - ratio) / (1 + ratio);
        var model = new LinearModel(ahead, isSoftmax);
        var scores = new float[classes];
        for (var n = 0; n < MostSteps; n++)
        {
            foreach (var row in gradient)
                Array.Clear(row);
            for (var i = 0; i < rows.Count; i++)
            {
                model.Predict(rows[i], scores);
                for (var c = 0; c < classes; c++)
                    TensorPrimitives.MultiplyAdd(rows[i], (scores[c] - targets[i][c]) / rows.Count, gradient[c], gradient[c]);
            }
            var norm = 0.0;
            for (var c = 0; c < classes; c++)
            {
                TensorPrimitives.MultiplyAdd(ahead[c], (float)penalty, gradient[c], gradient[c]);
                norm += TensorPrimitives.Dot<float>(gradient[c], gradient[c]);
                for (var f = 0; f < features; f++)
                {
                    var next = ahead[c][f] - (float)(step * gradient[c][f]);
                    ahead[c][f] = next + (float)(momentum * (next - weights[c][f]));
                    weights[c][f] = next;
                }
            }
            if (Math.Sqrt(norm) < SmallGradient)
                break;
        }
        return new LinearModel(weights, isSoftmax);

        float[][] Matrix() => [.. Enumerable.Range(0, classes).Select(_ => new float[features])];
    }

    /// <summary>Writes the probability of each label.</summary>
    public void Predict(ReadOnlySpan<float> row, Span<float> probabilities)
    {
        for (var c = 0; c < _weights.Length; c++)
            probabilities[c] = TensorPrimitives.Dot(_weights[c], row);
        if (_isSoftmax)
            TensorPrimitives.SoftMax(probabilities, probabilities);
        else
            TensorPrimitives.Sigmoid(probabilities, probabilities);
    }
}

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
