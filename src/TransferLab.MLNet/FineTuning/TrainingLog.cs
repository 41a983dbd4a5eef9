using System.Globalization;
using Microsoft.ML.Runtime;
using TransferLab.Training.Events;

namespace TransferLab.MLNet.FineTuning;

/// <summary>What happens in a run as lines of ML.NET's log.</summary>
internal sealed class TrainingLog(IChannel channel)
{
    /// <summary>Writes an event.</summary>
    public void Write(TrainingEvent e)
    {
        switch (e)
        {
            case DatasetLoaded d:
                Info($"{d.TrainImages} training and {d.ValidationImages} validation images, {d.Labels.Count} labels.");
                foreach (var skipped in d.Skipped)
                    Warn($"Skipped {skipped.Path}: {skipped.Reason}");
                foreach (var warning in d.Warnings)
                    Warn(warning);
                break;
            case PhaseStarted p:
                Info($"{p.Name}: {p.TrainableParameters} of {p.TotalParameters} parameters train, {p.Epochs} epochs.");
                break;
            case FeaturesExtracted { Done: var done, Total: var total } when done == total:
                Info($"Features of {total} images.");
                break;
            case EpochCompleted { Metrics: var m }:
                Info($"Epoch {m.Epoch}: training loss {m.TrainLoss:0.0000}, validation loss {m.ValidationLoss:0.0000}, accuracy {m.ValidationAccuracy:0.000}.");
                break;
            case RunMessage { IsWarning: true } w:
                Warn(w.Text);
                break;
            case RunMessage r:
                Info(r.Text);
                break;
        }
    }

    private void Info(FormattableString text) => channel.Info(MessageSensitivity.None, text.ToString(CultureInfo.InvariantCulture));

    private void Info(string text) => channel.Info(MessageSensitivity.UserData, text);

    private void Warn(FormattableString text) => Warn(text.ToString(CultureInfo.InvariantCulture));

    private void Warn(string text) => channel.Warning(MessageSensitivity.UserData, text);
}
