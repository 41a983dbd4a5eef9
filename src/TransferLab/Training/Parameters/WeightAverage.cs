using System.Numerics;

namespace TransferLab.Training.Parameters;

/// <summary>
/// Exponential moving average of the weights (Polyak averaging): a ← a + (1 − d)·(w − a) after each step, with d = min(decay, (1 + t)/(10 + t)) at step t from 0, so that
/// the first steps, which are far from where training ends, are soon forgotten (the warm-up of TensorFlow's <c>ExponentialMovingAverage</c>).
/// </summary>
internal sealed class WeightAverage
{
    private readonly double _decay;
    private readonly float[] _average;

    /// <param name="decay">Above 0, below 1.</param>
    /// <param name="weights">The weights it starts from.</param>
    public WeightAverage(double decay, ReadOnlySpan<float> weights) => (_decay, _average) = (decay, weights.ToArray());

    /// <summary>The average as it stands.</summary>
    public Span<float> Values => _average;

    /// <summary>The share 1 − d that the weights have in the average after a step.</summary>
    /// <param name="decay">Above 0, below 1.</param>
    /// <param name="steps">Steps of the phase before this one, 0 or more.</param>
    public static float Share(double decay, long steps) => (float)(1 - Math.Min(decay, (1.0 + steps) / (10.0 + steps)));

    /// <summary>Takes in the weights after a step.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="steps">Steps of the phase before this one, 0 or more.</param>
    public void Update(ReadOnlySpan<float> weights, long steps)
    {
        var rest = Share(_decay, steps);
        var average = _average.AsSpan();
        var i = 0;
        // Elementwise and unfused: the same bits whatever the vector length.
        for (var r = new Vector<float>(rest); i <= average.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var a = new Vector<float>(average[i..]);
            (a + r * (new Vector<float>(weights[i..]) - a)).CopyTo(average[i..]);
        }
        for (; i < average.Length; i++)
        {
            var step = rest * (weights[i] - average[i]);
            average[i] += step;
        }
    }

    /// <summary>Puts the average into the place of the weights while something is done with it, and the weights back afterwards.</summary>
    public T InPlaceOf<T>(Span<float> weights, Func<T> use)
    {
        Exchange(weights);
        try
        {
            return use();
        }
        finally
        {
            Exchange(weights);
        }
    }

    private void Exchange(Span<float> weights)
    {
        for (var i = 0; i < weights.Length; i++)
            (weights[i], _average[i]) = (_average[i], weights[i]);
    }
}
