using TransferLab.Pretraining;

namespace TransferLab.Cli.Output;

/// <summary>What <c>pretrain --json</c> prints.</summary>
internal sealed record PretrainResultJson(
    string Run, string Backbone, string Sha256, long Bytes, long Parameters, int Categories, long Images, int Epochs, ValidationJson Validation, double Seconds)
{
    public static PretrainResultJson Of(PretrainResult r) => new(r.Run, r.Backbone, r.Sha256, r.Bytes, r.Parameters, r.Categories, r.Images, r.Epochs,
        new ValidationJson(r.Validation.Accuracy, r.Validation.MacroF1, r.Validation.Loss), r.Seconds);
}
