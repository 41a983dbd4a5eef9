using TransferLab.Training;

namespace TransferLab.Pretraining;

/// <summary>What a finished pretraining came to.</summary>
/// <param name="Run">Folder of the run.</param>
/// <param name="Backbone">The backbone's file.</param>
/// <param name="Sha256">Its SHA-256, lower-case hexadecimal.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Parameters">Learned numbers of the backbone.</param>
/// <param name="Categories">Number of categories.</param>
/// <param name="Images">Pictures trained on, each different.</param>
/// <param name="Epochs">Epochs done.</param>
/// <param name="Validation">Scores on pictures held out.</param>
/// <param name="Seconds">Seconds of training and validation over all sessions of the run.</param>
public sealed record PretrainResult(string Run, string Backbone, string Sha256, long Bytes, long Parameters, int Categories, long Images, int Epochs, ValidationScores Validation, double Seconds);
