"""Mixed precision: on GPUs whose tensor cores are faster with 16 bits, and nowhere else."""

from __future__ import annotations

import torch


class Precision:
    """Context for the forward pass, and the steps around the gradients that go with it.

    bfloat16 from compute capability 8.0 on, float16 with scaled losses from 7.0 on (Colab's T4),
    plain float32 on older GPUs and on the CPU.
    """

    def __init__(self, device: torch.device):
        major = torch.cuda.get_device_capability(device)[0] if device.type == "cuda" else 0
        self.scaled = major == 7
        dtype = torch.float16 if self.scaled else torch.bfloat16
        self.context = torch.autocast(device.type, dtype, enabled=major >= 7)
        # torch 2.2 has it under its old name only, which newer ones warn about.
        scaler = getattr(torch.amp, "GradScaler", None) or torch.cuda.amp.GradScaler
        self.scaler = scaler(enabled=self.scaled)
