using TransferLab.Batches;
using TransferLab.Images;
using TransferLab.Imaging.Augmentation;

namespace TransferLab.Training;

/// <summary>Batches of pixels for a phase: training images varied as it wants them, validation images as they are.</summary>
internal sealed class PixelSource(TrainingPhase phase, RunInputs run, ImageStore images)
{
    public PixelBatches Train() => Batches(phase switch
    {
        { Augment: false } => Plain,
        { Views: 0 } => (sample, epoch, pixels) => images.Augment(sample, AugmentationPipeline.Light, new SampleRandom(unchecked((long)run.Options.Seed), epoch, sample), pixels),
        { Views: var views } => (sample, epoch, pixels) => images.View(sample, AugmentationPipeline.Light, epoch % views, pixels),
    });

    public PixelBatches Validation() => Batches(Plain);

    private void Plain(int sample, int epoch, Span<byte> pixels) => images.Fit(sample, pixels);

    private PixelBatches Batches(Action<int, int, Span<byte>> fill) => new(fill, run.FillTargets, run.Options.ImagesPerRun, [images.Geometry.Height, images.Geometry.Width, 3],
        run.Dataset.Classes.Count, run.Options.Threads > 0 ? run.Options.Threads : Environment.ProcessorCount);
}
