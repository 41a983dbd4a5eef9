namespace TransferLab.Training;

/// <summary>What a run keeps for its reports: the final answers on the images held out, and some training images as training saw them.</summary>
internal static class ReportInputs
{
    /// <param name="run">The run.</param>
    /// <param name="phase">Its last phase.</param>
    /// <param name="inputs">Its images and model.</param>
    /// <param name="images">The decoded images.</param>
    /// <param name="logits">Of the images held out with the final weights, [N,K].</param>
    public static void Write(RunDirectory run, TrainingPhase phase, TrainingContext inputs, ImageStore images, ReadOnlySpan<float> logits)
    {
        var files = new RunFiles(run.Root);
        var dataset = inputs.Dataset;
        var classes = dataset.Classes.Count;
        var predictions = new List<ImagePrediction>();
        foreach (var sample in inputs.Split.Validation)
        {
            // Before temperature and thresholds: what the weights say.
            var row = logits.Slice(predictions.Count * classes, classes);
            predictions.Add(new(dataset.Samples[sample].DisplayPath, dataset.Samples[sample].Labels, LogitScaling.ToProbabilities(row, classes, dataset.Task)));
        }
        PredictionsFile.Write(files.Predictions, [.. dataset.Classes], predictions);
        RunSamples.Write(files.Samples, phase.Augment, Samples(phase, inputs, images));
    }

    private static IEnumerable<RgbImage> Samples(TrainingPhase phase, TrainingContext inputs, ImageStore images)
    {
        var source = new PixelSource(phase, inputs, images);
        foreach (var sample in EvenSpread.Of(inputs.Split.Train, RunSamples.Count))
        {
            var image = RgbImage.Create(images.Geometry.Width, images.Geometry.Height);
            source.Fill(sample, epoch: 0, image.Pixels);
            yield return image;
        }
    }
}
