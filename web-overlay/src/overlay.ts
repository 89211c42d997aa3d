import './overlay/overlay-page';
