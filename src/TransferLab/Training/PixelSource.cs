using TransferLab.Imaging.Augmentation;
using TransferLab.Pictures;
using TransferLab.Pictures.Batches;

namespace TransferLab.Training;

/// <summary>Batches of pixels for a phase: training images varied as it wants them, validation images as they are.</summary>
internal sealed class PixelSource(TrainingPhase phase, RunInputs run, ImageStore images)
{
    public PixelBatches Train() => Batches(Fill, phase.Mixer);

    public PixelBatches Validation() => Batches((sample, _, pixels) => images.Fit(sample, pixels), mixer: null);

    /// <summary>A training image as an epoch sees it, uint8 [H,W,3].</summary>
    public void Fill(int sample, int epoch, Span<byte> pixels)
    {
        if (!phase.Augment)
            images.Fit(sample, pixels);
        else if (phase.Views == 0)
            images.Augment(sample, phase.Pipeline, new SampleRandom(unchecked((long)run.Options.Seed), epoch, sample), pixels);
        else
            images.View(sample, phase.Pipeline, epoch % phase.Views, pixels);
    }

    private PixelBatches Batches(Action<int, int, Span<byte>> fill, BatchMixer? mixer) => new(fill, run.FillTargets, run.Options.ImagesPerRun, [images.Geometry.Height, images.Geometry.Width, 3],
        run.Dataset.Classes.Count, run.Options.Threads > 0 ? run.Options.Threads : Environment.ProcessorCount, mixer);
}
