namespace TransferLab.Cli.Output;

/// <summary>Bootstrap intervals of the scores that the task has.</summary>
internal sealed record IntervalsJson(double Confidence, int Resamples, IntervalJson? Accuracy, IntervalJson MacroF1, IntervalJson MeanAveragePrecision, IntervalJson? MicroF1);
