using System.Numerics;

namespace TransferLab.Training;

/// <summary>
/// Averages the gradients of a step's batches, each weighed by its share of the images: for a loss that is a mean over images, exactly the gradient of one
/// batch of them all. A step of a single batch costs nothing and changes no bit.
/// </summary>
internal sealed class GradientAccumulator(StepPlan plan, ParameterStore parameters)
{
    private float[]? _sum;

    /// <summary>Takes in the gradients that a batch has left in the parameter store; after the last batch of a step the store holds the average.</summary>
    /// <param name="batch">The batch within the epoch, from 0; those of a step come in order.</param>
    /// <param name="images">Images in it.</param>
    /// <returns>Whether the step is complete.</returns>
    public bool Add(int batch, int images)
    {
        var (first, last) = (plan.IsFirst(batch), plan.IsLast(batch));
        if (first && last)
            return true;
        _sum ??= new float[parameters.Layout.Length];
        var gradients = parameters.Gradients.Span;
        if (first)
            _sum.AsSpan().Clear();
        // The sum ends where the optimizer looks for it.
        AddScaled(gradients, (float)((double)images / plan.ImagesOfStep(batch)), _sum, last ? gradients : _sum);
        return last;
    }

    // Multiplied, then added, nowhere fused: the bits are the same on every machine.
    private static void AddScaled(ReadOnlySpan<float> values, float scale, ReadOnlySpan<float> sum, Span<float> result)
    {
        var i = 0;
        for (var s = new Vector<float>(scale); i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(sum[i..]) + new Vector<float>(values[i..]) * s).CopyTo(result[i..]);
        for (; i < values.Length; i++)
        {
            var scaled = values[i] * scale;
            result[i] = sum[i] + scaled;
        }
    }
}
