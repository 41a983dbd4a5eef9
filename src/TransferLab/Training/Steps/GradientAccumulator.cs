using TransferLab.Training.Parameters;

namespace TransferLab.Training.Steps;

/// <summary>
/// Averages the gradients of a step's batches, each weighed by its share of the images: for a loss that is a mean over images, exactly the gradient of one
/// batch of them all. A step of a single batch costs nothing and changes no bit.
/// </summary>
internal sealed class GradientAccumulator(StepPlan plan, IParameters parameters)
{
    /// <summary>Takes in the gradients that a batch has left in the parameters; after the last batch of a step they are the average.</summary>
    /// <param name="batch">The batch within the epoch, from 0; those of a step come in order.</param>
    /// <param name="images">Images in it.</param>
    /// <returns>Whether the step is complete.</returns>
    public bool Add(int batch, int images)
    {
        var (first, last) = (plan.IsFirst(batch), plan.IsLast(batch));
        if (first && last)
            return true;
        parameters.Accumulate((float)((double)images / plan.ImagesOfStep(batch)), first, last);
        return last;
    }
}
