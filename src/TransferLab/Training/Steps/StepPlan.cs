namespace TransferLab.Training.Steps;

/// <summary>How the batches of an epoch make optimizer steps: one each, or several whose gradients are averaged. The
/// last step of an epoch may have fewer batches.</summary>
internal sealed class StepPlan
{
    private readonly BatchPlan _batches;
    private readonly int _perStep;

    /// <param name="images">Training images, 1 or more.</param>
    /// <param name="options">Batch size and accumulation.</param>
    public StepPlan(int images, FineTuneOptions options)
    {
        _batches = new BatchPlan(images, options.ImagesPerRun);
        _perStep = options.BatchSize == FineTuneOptions.AllImages ? Math.Max(1, _batches.Batches) : options.Accumulate;
    }

    /// <param name="other">The plan of an epoch.</param>
    /// <param name="batchesPerStep">The same batches in steps of so many, 1 or more.</param>
    public StepPlan(StepPlan other, int batchesPerStep) => (_batches, _perStep) = (other._batches, batchesPerStep);

    /// <summary>Images of the largest batch, the most that run through the graph at once.</summary>
    public int LargestBatch => _batches.LargestBatch;

    /// <summary>Batches of an epoch.</summary>
    public int Batches => _batches.Batches;

    /// <summary>Batches of a step, but perhaps for the last of an epoch.</summary>
    public int BatchesPerStep => Math.Min(_perStep, Math.Max(1, Batches));

    /// <summary>Optimizer steps of an epoch.</summary>
    public int Steps => (int)(((long)Batches + _perStep - 1) / _perStep);

    /// <summary>The step of the epoch, from 0, that a batch belongs to.</summary>
    public int StepOf(int batch) => batch / _perStep;

    /// <summary>Whether a batch is the first of its step.</summary>
    public bool IsFirst(int batch) => batch % _perStep == 0;

    /// <summary>Whether a batch is the last of its step.</summary>
    public bool IsLast(int batch) => (batch + 1) % _perStep == 0 || batch == Batches - 1;

    /// <summary>Images of all batches of the step that a batch belongs to.</summary>
    public int ImagesOfStep(int batch)
    {
        var first = StepOf(batch) * _perStep;
        var last = (int)Math.Min((long)first + _perStep, Batches) - 1;
        return _batches[last].End.Value - _batches[first].Start.Value;
    }
}

/// <summary>Averages the gradients of a step's batches, each weighed by its share of the images: for a loss that is a mean over
/// images, exactly the gradient of one batch of them all. A step of a single batch costs nothing and changes no bit.</summary>
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
